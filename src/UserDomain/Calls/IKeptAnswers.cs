using UserDomain.EventSourcing;

namespace UserDomain.Calls;

/// <summary>The port to answers that are kept for those who send a call again. They are kept by an append's companions, or alone where nothing is appended.</summary>
public interface IKeptAnswers
{
    /// <summary>How long one is good for, by the store's clock; an older one is as good as none.</summary>
    static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>The answer under the key; none where none is kept.</summary>
    ValueTask<Secret?> FindAsync(string key, CancellationToken cancellationToken);

    /// <summary>Keeps one that nothing else is stored with. Where another is being kept under the key just now, that is waited for.</summary>
    /// <exception cref="AnswerStandsException">One stands there already; that it is this one, from a sending whose outcome was lost, is possible.</exception>
    ValueTask KeepAsync(AnswerKept answer, CancellationToken cancellationToken);
}

/// <summary>Somebody else's answer stands under the key: the call was made already.</summary>
public sealed class AnswerStandsException() : Exception("An answer is kept under this key already.");
