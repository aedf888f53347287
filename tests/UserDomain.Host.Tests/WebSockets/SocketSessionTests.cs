using UserDomain.Calls;
using UserDomain.Host.WebSockets;
using UserDomain.Model;
using UserDomain.SignIn;

namespace UserDomain.Host.Tests.WebSockets;

/// <summary>Who ended a session that is over: only of what others did is the socket's client told.</summary>
public sealed class SocketSessionTests
{
    private readonly SocketSession session = new();

    public SocketSessionTests() => Make(new(Tokens.New(), new UserId(7), PendingToken: null));

    [Fact]
    public void What_the_sockets_own_call_ends_is_over_without_a_word()
    {
        var key = session.Key!;
        using (var change = session.Begin())
        {
            session.End(key).Should().BeFalse("it is over in the database, and the call that ended it is still under way");
            change.To(ConnectionSession.None);
        }

        session.End(key).Should().BeFalse("there is none any more");
    }

    [Fact]
    public void What_others_end_is_told_once_also_after_a_call_that_changed_nothing()
    {
        var key = session.Key!;
        Make(null);

        session.End(key).Should().BeTrue();
        session.Now.Should().Be(ConnectionSession.None);
        session.End(key).Should().BeFalse("it was told");
    }

    [Fact]
    public void The_end_of_a_session_before_is_nothing_to_the_next_one()
    {
        var before = session.Key!;
        Make(new(Tokens.New(), new UserId(8), PendingToken: null));

        session.End(before).Should().BeFalse();
        session.UserId.Should().Be(new UserId(8));
    }

    private void Make(ConnectionSession? becomes)
    {
        using var change = session.Begin();
        change.To(becomes);
    }
}
