using UserDomain.SignIn;

namespace UserDomain.Host.Http;

/// <summary>How much all bodies may take together that are read or wait for their calls to end, so that many slow clients, or calls, cannot fill the memory.</summary>
public sealed class BodyBudget
{
    private const long Bytes = 96 * 1024 * 1024;

    private long taken;

    /// <summary>What they take now.</summary>
    internal long Taken => Interlocked.Read(ref taken);

    internal Share Open() => new(this);

    /// <summary>One body's part; given back at its end.</summary>
    internal sealed class Share(BodyBudget budget) : IDisposable
    {
        private long mine;

        /// <summary>Takes that much more, and says how much it was.</summary>
        /// <exception cref="OverloadedException">There is no room.</exception>
        public int Take(int bytes)
        {
            mine += bytes;
            return Interlocked.Add(ref budget.taken, bytes) <= Bytes ? bytes : throw new OverloadedException();
        }

        public void Dispose() => Interlocked.Add(ref budget.taken, -mine);
    }
}
