using UserDomain.Host.Cli;

return await CommandLine.Create().Parse(args).InvokeAsync();
