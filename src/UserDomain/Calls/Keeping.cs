using UserDomain.EventSourcing;

namespace UserDomain.Calls;

/// <summary>Where the answer of the call under way is to be kept, and what is kept there by now.</summary>
/// <param name="answerType">What the call answers with; where that is <see cref="Done"/> nobody needs to say it.</param>
internal sealed class Keeping(string key, string payloadHash, Type answerType)
{
    private AnswerKept? kept;

    public bool IsKept => kept is not null;

    /// <summary>What has the answer kept, once it is stored.</summary>
    /// <param name="answer">None for a call that has nothing to tell but that it is done.</param>
    /// <exception cref="InvalidOperationException">Nobody said what the call answers, or something is kept already: a bug.</exception>
    public AnswerKept Keep(object? answer)
    {
        if (IsKept)
            throw new InvalidOperationException("A call with a key appends twice, so that its answer does not stand for all that it did.");
        answer ??= answerType == typeof(Done) ? Done.Instance : null;
        return answer?.GetType() == answerType
            ? new(key, KeptAnswer.Of(payloadHash, answer).Write())
            : throw new InvalidOperationException($"Something is appended without saying the {answerType.Name} that the call will answer.");
    }

    public void IsKeptAs(AnswerKept stored) => kept = stored;

    /// <exception cref="InvalidOperationException">Another answer was kept than is given: a bug.</exception>
    public void MustBe(object answer)
    {
        if (KeptAnswer.Read(kept!.Answer) != KeptAnswer.Of(payloadHash, answer))
            throw new InvalidOperationException($"The {answerType.Name} that was kept is not the one that is answered.");
    }
}
