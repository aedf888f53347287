using UserDomain.Calls;

namespace UserDomain.SignIn;

/// <summary>
/// Holds back answers that must not tell by their time whether there is such a user: until a while after the call came in, which
/// is longer than either way takes.
/// </summary>
public sealed class EvenAnswers(CallContext context, VenueSettings venue, TimeProvider clock)
{
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var left = venue.EvenAnswersAfter - clock.GetElapsedTime(context.StartedAt);
        if (venue.EvenAnswersAfter > TimeSpan.Zero && left > TimeSpan.Zero)
            await Task.Delay(left, clock, cancellationToken);
    }
}
