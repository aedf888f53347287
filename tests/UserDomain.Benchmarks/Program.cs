using UserDomain.Benchmarks;

return await BenchCommands.Create().Parse(args).InvokeAsync();
