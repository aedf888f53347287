using System.CommandLine;
using UserDomain.Host.Cli;

// Signals reach a verb as a cancelled token; stopping in order may take the private database a while.
return await CommandLine.Create().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
