using UserDomain.Calls;
using UserDomain.SignIn;

namespace UserDomain.Host.WebSockets;

/// <summary>
/// Asks once a second which sessions that sockets go by are over, whoever ended them and at whatever host, and tells those sockets. While
/// nobody is signed in on a socket it asks nothing; what cannot be asked now is asked the next time.
/// </summary>
internal sealed partial class SessionWatch(
    SocketRegistry sockets, ISessions sessions, CallerChanges changes, TimeProvider clock, ILogger<SessionWatch> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        var couldAsk = true;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await TellAsync(stoppingToken);
                couldAsk = true;
            }
            catch (Exception wrong) when (!stoppingToken.IsCancellationRequested)
            {
                if (couldAsk)
                    NotAsked(wrong);
                couldAsk = false;
            }
        }
    }

    private async Task TellAsync(CancellationToken cancellationToken)
    {
        var signedIn = sockets.All.Select(socket => (Socket: socket, socket.Session.Key)).Where(one => one.Key is not null).ToLookup(one => one.Key!, one => one.Socket);
        if (signedIn.Count == 0)
            return;
        foreach (var over in await sessions.FindOverAsync([.. signedIn.Select(one => one.Key)], cancellationToken))
        {
            changes.Changed(over); // who was told so is not let in by it over another connection
            foreach (var socket in signedIn[over])
                socket.SessionIsOver(over);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Which sessions are over was not asked; sockets are told later.")]
    private partial void NotAsked(Exception wrong);
}
