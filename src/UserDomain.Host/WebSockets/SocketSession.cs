using UserDomain.Calls;
using UserDomain.Model;
using UserDomain.SignIn;

namespace UserDomain.Host.WebSockets;

/// <summary>Who is signed in on one socket. Only calls change that, one at a time, and whoever ends the session.</summary>
internal sealed class SocketSession
{
    private readonly Lock gate = new();
    private ConnectionSession now = ConnectionSession.None;
    private bool isChanging;

    public ConnectionSession Now
    {
        get
        {
            lock (gate)
                return now;
        }
    }

    public UserId? UserId => Now.UserId;

    /// <summary>What its session is kept under; none while nobody is signed in.</summary>
    public SessionKey? Key => Now.Token is { } token ? Tokens.KeyOf(token) : null;

    /// <summary>Until it is disposed of, a session that is over was ended by the socket's own call, if at all.</summary>
    public Change Begin()
    {
        lock (gate)
            isChanging = true;
        return new(this);
    }

    /// <summary>Nobody is signed in any more, if it was by this session.</summary>
    /// <returns>Whether it was so, and by no call of the socket's own.</returns>
    public bool End(SessionKey session)
    {
        lock (gate)
        {
            if (isChanging || Key != session)
                return false;
            now = ConnectionSession.None;
            return true;
        }
    }

    /// <summary>A call of the socket's own that may change its session.</summary>
    internal readonly struct Change(SocketSession session) : IDisposable
    {
        public void To(ConnectionSession? becomes)
        {
            lock (session.gate)
                session.now = becomes ?? session.now;
        }

        public void Dispose()
        {
            lock (session.gate)
                session.isChanging = false;
        }
    }
}
