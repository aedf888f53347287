using System.Diagnostics;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using UserDomain.Benchmarks.Measuring;
using UserDomain.Calls;
using UserDomain.Config;
using UserDomain.Host;
using UserDomain.Model;
using UserDomain.SignIn;

namespace UserDomain.Benchmarks.Loads;

/// <summary>
/// Calls through the whole pipeline of a host in this process, each in a scope of its own with what a transport puts around it; a caller
/// sends his next when he has the answer. What it uses of processor and memory is measured with the host's.
/// </summary>
internal sealed class InProcessLoad(UserDomainHost host, ServerProcesses server, Plan plan, int users)
{
    private const string Address = "127.0.0.1";

    private static int lastValue = 1_000_000_000; // no seed sets what is as high

    private readonly IServiceScopeFactory scopes = host.Services.GetRequiredService<IServiceScopeFactory>();

    public InProcessLoad(Bench bench) : this(bench.Host, bench.Processes, bench.Plan, bench.Users) { }

    /// <summary>One of ten keys of any user.</summary>
    public SetUserConfig Set(Random random) => Set(random.Next(2, users + 2), random.Next(1, 11));

    /// <summary>Sets the key to what this process has set nothing to before.</summary>
    public static SetUserConfig Set(long user, int key) => new(user, null, new([new ConfigPair($"key{key}", $"Hillside Road {Interlocked.Increment(ref lastValue)}")]));

    public GetUserConfig Get(Random random) => new(random.Next(2, users + 2), null);

    /// <summary>As long as a sample takes.</summary>
    public async Task<Sample> RunAsync<TAnswer>(int callers, Func<Random, IRequest<TAnswer>> call)
    {
        var (caller, end) = (await OperatorAsync(), Stopwatch.GetTimestamp() + (long)(plan.Time.TotalSeconds * Stopwatch.Frequency));
        return await MeasureAsync(callers, async (_, histogram) =>
        {
            var random = new Random();
            for (var now = Stopwatch.GetTimestamp(); now < end; now = histogram.Record(now))
                await SendAsync(caller, call(random));
        });
    }

    /// <summary>Each of the calls once, from several callers.</summary>
    public async Task<Sample> RunAsync<TAnswer>(int callers, IReadOnlyList<IRequest<TAnswer>> calls)
    {
        var (caller, next) = (await OperatorAsync(), -1);
        return await MeasureAsync(callers, async (_, histogram) =>
        {
            while (Interlocked.Increment(ref next) is var mine && mine < calls.Count)
            {
                var began = Stopwatch.GetTimestamp();
                await SendAsync(caller, calls[mine]);
                histogram.Record(began);
            }
        });
    }

    public Task<Caller> OperatorAsync() => CallerAsync("operator", Bench.Password);

    public async Task<Caller> CallerAsync(string name, string password) =>
        (await host.Services.GetRequiredService<ISessions>().FindAsync(await SignInAsync(name, password), Address, default))!;

    /// <summary>The token of a new session.</summary>
    public async Task<Secret> SignInAsync(string name, string password) =>
        new(((SignedInAnswer)await SendAsync(Caller.Nobody, new AuthenticateUser(name, new(password)))).Shown);

    public async Task<TAnswer> SendAsync<TAnswer>(Caller caller, IRequest<TAnswer> call)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<CallContext>();
        (context.Caller, context.Address, context.Transport) = (caller, Address, "bench");
        context.CorrelationId = context.CallId = Guid.CreateVersion7().ToString();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(call);
    }

    private async Task<Sample> MeasureAsync(int callers, Func<int, Histogram, Task> callAsync)
    {
        var (histogram, meter, began) = (new Histogram(), new UsageMeter(server), Stopwatch.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, callers).Select(i => Task.Run(() => callAsync(i, histogram))));
        var (took, latency) = (Stopwatch.GetElapsedTime(began).TotalSeconds, histogram.Take());
        return new(latency.Count / took, latency, meter.Stop(latency.Count));
    }
}
