using JasperFx.Events;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Postgres.Events;

namespace UserDomain.Marten;

/// <summary>Where an event comes from, as Marten carries it: in columns of their own what it has columns for, in headers the rest.</summary>
internal static class Origins
{
    public static void Put(IEvent happened, Origin origin)
    {
        (happened.UserName, happened.CorrelationId, happened.CausationId) = (origin.By, origin.CorrelationId, origin.CausationId);
        happened.SetHeader(nameof(EventHeaders.Call), origin.Call);
        if (origin.Address is { } address)
            happened.SetHeader(nameof(EventHeaders.Address), address);
        happened.SetHeader(nameof(EventHeaders.Transport), origin.Transport);
    }

    public static Recorded Recorded(IEvent read) => new(
        new(read.StreamKey!), read.Version, read.Id, read.Timestamp, (UserEvent)read.Data,
        new(read.UserName, Header(read, nameof(EventHeaders.Call)) ?? "", read.CorrelationId ?? "", read.CausationId ?? "",
            Header(read, nameof(EventHeaders.Address)), Header(read, nameof(EventHeaders.Transport)) ?? ""));

    private static string? Header(IEvent read, string name) => read.GetHeader(name)?.ToString();
}
