using System.Globalization;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Audit;

/// <summary>The names of those who did something, each looked up once; none where it was no user, or one whom the caller does not reach.</summary>
public sealed class ActorNames(IViews views, CallContext context)
{
    private readonly Dictionary<string, string?> names = new(StringComparer.Ordinal);

    /// <param name="actor">As events record him.</param>
    public async ValueTask<string?> FindAsync(string? actor, CancellationToken cancellationToken)
    {
        if (actor is null || !long.TryParse(actor, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            return null;
        if (!names.TryGetValue(actor, out var name))
            names[actor] = name = await ReadAsync(new(id), cancellationToken);
        return name;
    }

    private async ValueTask<string?> ReadAsync(UserId userId, CancellationToken cancellationToken) =>
        await views.FindAsync(userId, cancellationToken) is { Info: var user } && Reaches.Of(context.Caller, user, reads: true) != Reach.None
            ? user.UserName
            : null;
}
