using System.CommandLine;
using UserDomain.Benchmarks;

// Hosts in this process, and in those that it starts, log to its standard output, where figures are: only what is wrong.
Environment.SetEnvironmentVariable("Logging__LogLevel__Default", Environment.GetEnvironmentVariable("Logging__LogLevel__Default") ?? "Warning");
return await BenchCommands.Create().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
