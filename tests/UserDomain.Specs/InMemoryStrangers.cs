using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Mail;
using UserDomain.Model;
using UserDomain.SignIn;

namespace UserDomain.Specs;

/// <summary>Names that are nobody's, in memory.</summary>
public sealed class InMemoryStrangers(TimeProvider clock, InMemoryKeptAnswers answers) : IStrangers
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, (Stranger Stranger, IReadOnlyList<DateTimeOffset> Failures)> names = [];
    private readonly Dictionary<string, DateTimeOffset> written = [];
    private readonly List<Letter> letters = [];

    /// <summary>Every letter that was queued here.</summary>
    public IReadOnlyList<Letter> Letters
    {
        get
        {
            lock (gate)
                return [.. letters];
        }
    }

    public ValueTask<Stranger> FindAsync(string nameKey, CancellationToken cancellationToken)
    {
        lock (gate)
            return new(names.GetValueOrDefault(nameKey).Stranger);
    }

    public ValueTask<bool> FailAsync(string nameKey, DateTimeOffset at, Lockout lockout, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var (stranger, failures) = names.GetValueOrDefault(nameKey);
            if (stranger.IsLocked)
                return new(false);
            var locks = lockout.Fail(failures ?? [], at).OfType<UserLocked>().Any();
            names[nameKey] = (stranger with { IsLocked = locks }, [.. failures ?? [], at]);
            return new(true);
        }
    }

    public ValueTask<bool> ReserveAsync(string nameKey, Secret verifier, Letter letter, AnswerKept? answer, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            answers.MustHaveRoomFor(answer);
            var (stranger, _) = names.GetValueOrDefault(nameKey);
            if (stranger.Verifier is not null)
                return new(false);
            answers.Keep(answer);
            names[nameKey] = (new(IsLocked: false, verifier), []);
            if (MayWrite(TextKey.Of(letter.To)))
                letters.Add(letter);
            return new(true);
        }
    }

    private bool MayWrite(string addressKey)
    {
        if (written.TryGetValue(addressKey, out var last) && clock.GetUtcNow() - last < IStrangers.Pause)
            return false;
        written[addressKey] = clock.GetUtcNow();
        return true;
    }

    public ValueTask QueueNothingAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
