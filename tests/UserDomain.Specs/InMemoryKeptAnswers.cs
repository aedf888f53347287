using UserDomain.Calls;
using UserDomain.EventSourcing;

namespace UserDomain.Specs;

/// <summary>Answers that are kept for those who send a call again, in memory.</summary>
public sealed class InMemoryKeptAnswers(TimeProvider clock) : IKeptAnswers
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, (Secret Answer, DateTimeOffset At)> kept = [];

    /// <summary>How many are kept, whether they are good or not.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return kept.Count;
        }
    }

    public ValueTask<Secret?> FindAsync(string key, CancellationToken cancellationToken)
    {
        lock (gate)
            return new(IsGood(key) ? kept[key].Answer : null);
    }

    public ValueTask KeepAsync(AnswerKept answer, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            MustHaveRoomFor(answer);
            Keep(answer);
        }

        return ValueTask.CompletedTask;
    }

    internal void MustHaveRoomFor(AnswerKept? answer)
    {
        lock (gate)
        {
            if (answer is not null && IsGood(answer.Key))
                throw new AnswerStandsException();
        }
    }

    internal void Keep(AnswerKept? answer)
    {
        lock (gate)
        {
            if (answer is not null)
                kept[answer.Key] = (answer.Answer, clock.GetUtcNow());
        }
    }

    private bool IsGood(string key) => kept.TryGetValue(key, out var found) && clock.GetUtcNow() - found.At <= IKeptAnswers.Lifetime;
}
