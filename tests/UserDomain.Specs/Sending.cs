using System.Runtime.CompilerServices;
using MediatR;
using UserDomain.Calls;
using UserDomain.Model;

namespace UserDomain.Specs;

/// <summary>A call that somebody sends, and what may be said of its outcome. It is sent when its outcome is asked for, each time anew.</summary>
public sealed record Sending<TAnswer>(CallHost Host, Func<Task<Caller>> From, IRequest<TAnswer> Call)
{
    private Action<CallContext>? Around { get; init; }

    /// <summary>The same, sent to another host.</summary>
    public Sending<TAnswer> On(CallHost host) => this with { Host = host };

    /// <summary>The same, with something else around it.</summary>
    public Sending<TAnswer> With(Action<CallContext> around) => this with { Around = around };

    public TaskAwaiter<TAnswer> GetAwaiter() => AnswerAsync().GetAwaiter();

    public async Task<TAnswer> AnswerAsync(CancellationToken cancellationToken = default) =>
        await Host.SendAsync(await From(), Call, Around, cancellationToken);

    public async Task ThenDone() => (await AnswerAsync()).Should().Be(Done.Instance);

    public async Task ThenAnswers(TAnswer answer) =>
        (await AnswerAsync()).Should().BeEquivalentTo(answer, exactly => exactly.WithStrictOrdering().RespectingRuntimeTypes());

    public async Task ThenRefused(Refusal refusal) =>
        (await FluentActions.Awaiting(() => AnswerAsync()).Should().ThrowAsync<RefusedException>()).Which.Refusal.Should().Be(refusal);

    /// <summary>Refused as not well formed, with this sentence.</summary>
    public Task ThenInvalid(string detail) => ThenRefused(Refusals.Invalid(detail));
}
