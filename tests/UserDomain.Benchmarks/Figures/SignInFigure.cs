using System.Diagnostics;
using System.Text;
using UserDomain.Benchmarks.Measuring;
using UserDomain.Host.Secrets;
using UserDomain.Registration;
using UserDomain.SignIn;

namespace UserDomain.Benchmarks.Figures;

/// <summary>Sign-ins with the right password, whose time is that of the hash.</summary>
internal static class SignInFigure
{
    private const int Callers = 32; // more than hash at a time, so that none of them is waited for
    private const int Users = 64;

    public static Figure Figure { get; } = new(
        "signin", "AuthenticateUser with the right password, against hashes by libsodium alone on as many threads as there are cores", OnShared: true, MeasureAsync);

    private static async Task<IReadOnlyList<Result>> MeasureAsync(Run run)
    {
        var bench = await run.SharedAsync();
        var caller = await bench.Load.OperatorAsync();
        var name = $"trader-{Guid.CreateVersion7():N}";
        for (var i = 0; i < Users; i++)
            await bench.Load.SendAsync(caller, new CreateUser(new($"{name}-{i}", $"{name}-{i}@example.org", new(Bench.Password), true, null, null, null, null, null), null, null, null));
        return
        [
            await Rounds.AgainstAsync(
                "signin", 0.9, run.Plan, bench.SettleAsync, () => bench.Load.RunAsync(Callers, SignIn), () => HashAsync(run.Plan.Time)),
        ];

        AuthenticateUser SignIn(Random random) => new($"{name}-{random.Next(Users)}", new(Bench.Password));
    }

    /// <summary>By the parameters that the host hashes with, which stand in its verifiers.</summary>
    private static async Task<Sample> HashAsync(TimeSpan time)
    {
        using var hasher = new Argon2Hasher();
        var verifier = new byte[LibSodium.StringBytes];
        Encoding.ASCII.GetBytes((await hasher.HashAsync(new(Bench.Password), default)).Reveal(), verifier);
        var (began, password) = (Stopwatch.GetTimestamp(), Encoding.UTF8.GetBytes(Bench.Password));
        var counts = await Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Factory.StartNew(Count, TaskCreationOptions.LongRunning)));
        return new(counts.Sum() / Stopwatch.GetElapsedTime(began).TotalSeconds);

        int Count()
        {
            var count = 0;
            for (; Stopwatch.GetElapsedTime(began) < time; count++)
            {
                if (LibSodium.Verify(verifier, password, (ulong)password.Length) != 0)
                    throw new InvalidOperationException("libsodium does not verify what it has hashed.");
            }

            return count;
        }
    }
}
