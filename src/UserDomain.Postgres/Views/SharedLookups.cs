namespace UserDomain.Postgres.Views;

/// <summary>
/// Questions of one kind. Those that come while others are under way go together in the next round trip; one that comes alone goes at once,
/// and none waits for company.
/// <para>
/// Every acknowledged write is seen: who asks only ever joins a round trip that was not sent yet. What leaves the queue does so as a whole,
/// under the same lock as one joins it, and is sent after that; so the statement's snapshot is taken after everybody in it has asked, and
/// holds all that was committed before. Whatever is asked again is sent again, and so later still.
/// </para>
/// <para>
/// A round trip that fails is no answer to anybody: each asks again by himself, so that a row that cannot be read fails only who asked for it. With it fail
/// those who have waited behind it for as long as patience lasts: where nothing is answered, nobody waits through one round trip after the other.
/// </para>
/// </summary>
internal sealed class SharedLookups<TKey, TFound>(LookupStatement<TKey, TFound> statement, LookupThreads threads, Reconnecting reconnecting)
    where TKey : notnull
{
    /// <summary>How many round trips may be under way. Fewer make larger ones, which cost less a question.</summary>
    internal const int MostUnderWay = 2;

    /// <summary>How many keys one round trip asks for at most: what it reads is held until those who asked take it.</summary>
    internal const int MostTogether = 128;

    private readonly Lock gate = new();
    private readonly Dictionary<TKey, Question> waiting = [];
    private readonly Queue<Question> order = [];
    private int underWay;

    /// <summary>What stands under the key; none where nothing does. Cancelling ends only this wait.</summary>
    public async ValueTask<TFound?> FindAsync(TKey key, CancellationToken cancellationToken)
    {
        var asked = reconnecting.Now;
        var answer = await Ask(key, asked).Task.WaitAsync(cancellationToken);
        return answer.Wrong is { } wrong
            ? await reconnecting.RunAgainAsync(wrong, asked, token => statement.AskAsync(key, token), cancellationToken)
            : answer.Found;
    }

    /// <summary>Who asks for what is waited for already, and not sent, asks the same question.</summary>
    private Question Ask(TKey key, long asked)
    {
        Question? question;
        lock (gate)
        {
            if (waiting.TryGetValue(key, out question))
                return question;
            question = new(key, asked);
            if (underWay == MostUnderWay)
            {
                waiting.Add(key, question);
                order.Enqueue(question);
                return question;
            }

            underWay++;
        }

        Unattended.Begin(() => RunAsync(question));
        return question;
    }

    private async Task RunAsync(Question first)
    {
        try
        {
            first.TrySetResult(new(await statement.AskAsync(first.Key, default), null));
        }
        catch (Exception wrong)
        {
            Fail([first], wrong);
        }

        if (Next() is not [] and var next)
            threads.Run(() => AskAll(next));
    }

    private void AskAll(Question[] questions)
    {
        for (; questions is not []; questions = Next())
            AskTogether(questions);
    }

    private void AskTogether(Question[] questions)
    {
        try
        {
            statement.Ask([.. questions.Select(question => question.Key)], (place, found) => questions[place].TrySetResult(new(found, null)));
            foreach (var question in questions)
                question.TrySetResult(default);
        }
        catch (Exception wrong)
        {
            Fail(questions, wrong);
        }
    }

    private void Fail(Question[] questions, Exception wrong)
    {
        foreach (var question in questions.Concat(TakeLate()))
            question.TrySetResult(new(default, wrong));
    }

    private List<Question> TakeLate()
    {
        var late = new List<Question>();
        lock (gate)
        {
            while (order.TryPeek(out var oldest) && reconnecting.IsOver(oldest.Asked))
                late.Add(Dequeue());
        }

        return late;
    }

    private Question[] Next()
    {
        lock (gate)
        {
            var next = new Question[Math.Min(order.Count, MostTogether)];
            for (var i = 0; i < next.Length; i++)
                next[i] = Dequeue();

            if (next is [])
                underWay--;
            return next;
        }
    }

    /// <summary>Under the gate.</summary>
    private Question Dequeue()
    {
        var question = order.Dequeue();
        waiting.Remove(question.Key);
        return question;
    }

    private readonly record struct Answer(TFound? Found, Exception? Wrong);

    private sealed class Question(TKey key, long asked) : TaskCompletionSource<Answer>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public TKey Key { get; } = key;

        public long Asked { get; } = asked;
    }
}
