using System.Text.Json;
using Npgsql;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Postgres.Projections;

/// <summary>
/// What is told of an error that an event brought about: its kind and where it came up. Messages are left out but for our own, since
/// others may hold what the event says.
/// </summary>
internal static class PoisonReason
{
    private const int MostCharacters = 500;

    public static string Of(Exception wrong)
    {
        var text = string.Join(" < ", Causes(wrong).Select(Describe));
        return text.Length > MostCharacters ? text[..MostCharacters] : text;
    }

    private static IEnumerable<Exception> Causes(Exception wrong)
    {
        for (var cause = wrong; cause is not null; cause = cause.InnerException)
            yield return cause;
    }

    private static string Describe(Exception cause) => cause switch
    {
        UnknownEventException or BrokenStreamException => $"{cause.GetType().Name}: {cause.Message}",
        JsonException json => $"{cause.GetType().Name} at byte {json.BytePositionInLine ?? 0}",
        PostgresException refused => string.Join(' ', new[] { cause.GetType().Name, refused.SqlState, refused.TableName, refused.ConstraintName }.Where(part => !string.IsNullOrEmpty(part))),
        _ => $"{cause.GetType().Name} in {cause.TargetSite?.DeclaringType?.Name ?? "?"}.{cause.TargetSite?.Name ?? "?"}",
    };
}
