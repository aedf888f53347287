using UserDomain.Calls;
using UserDomain.Mail;
using UserDomain.Model;
using UserDomain.Profile;

namespace UserDomain.EventSourcing;

/// <summary>
/// What becomes durable together or not at all: events of one stream, the views that follow from them, and what is kept apart from both.
/// </summary>
/// <param name="ExpectedVersion">The version that the stream must still be at, 0 for a new one; none where any will do.</param>
/// <param name="At">When they were recorded, to the microsecond; the store moves it up to the stream's last event's where that is later.</param>
public sealed record Append(
    StreamId Stream, long? ExpectedVersion, IReadOnlyList<NewEvent> Events, DateTimeOffset At, Origin Origin,
    IReadOnlyList<ViewChange> Views, IReadOnlyList<Companion> Companions)
{
    /// <summary>Other streams that must still be where they were read, or all of it is a conflict.</summary>
    public IReadOnlyList<VersionOf> Asserting { get; init; } = [];
}

/// <summary>What was decided about a user, and what is known of him before and after it.</summary>
public sealed record Decided(IReadOnlyList<UserEvent> Events, UserInfoView? Before, UserInfoView After)
{
    public bool Has<T>() where T : UserEvent => Events.OfType<T>().Any();
}

/// <summary>What goes into the transaction with decided events: what is kept apart from them, and the streams that they rest on.</summary>
public sealed record Beside(IReadOnlyList<Companion> Companions, IReadOnlyList<VersionOf> Asserting)
{
    public static Beside Nothing { get; } = new([], []);

    /// <summary>What the call answers with once it is appended, where that is more than that it is done. Whoever sends the same again gets it.</summary>
    public object? Answer { get; init; }

    public static Beside With(IEnumerable<Companion> companions) => new([.. companions], []);
}

/// <summary>A decided event with the id that it will have, by which its outcome is looked up if the answer is lost.</summary>
public sealed record NewEvent(Guid Id, UserEvent Event);

/// <summary>A stream and the version it was read at.</summary>
public sealed record VersionOf(StreamId Stream, long Version);

/// <summary>One document of a view put in place, or taken out.</summary>
/// <param name="View">The view's type.</param>
/// <param name="Document">The document; none takes it out.</param>
public sealed record ViewChange(Type View, string Id, object? Document);

/// <summary>Something kept apart from events and views since it is secret or passing, written in the same transaction as they are.</summary>
public abstract record Companion;

/// <summary>What a password is verified against from now on, in PHC string form.</summary>
public sealed record VerifierSet(UserId UserId, Secret Verifier) : Companion;

/// <summary>The code that confirms the user's address, in place of any before it.</summary>
public sealed record EmailCodeSet(UserId UserId, Secret Code, DateTimeOffset At) : Companion;

/// <summary>No code confirms the user's address any more.</summary>
public sealed record EmailCodeCleared(UserId UserId) : Companion;

/// <summary>The code that sets a new password, in place of any before it: a hash of it.</summary>
public sealed record ResetCodeSet(UserId UserId, string CodeHash, DateTimeOffset At) : Companion;

/// <summary>No code sets a new password of the user any more.</summary>
public sealed record ResetCodeCleared(UserId UserId) : Companion;

/// <summary>A secret for a second factor that the user has yet to prove he has, in place of any before it.</summary>
public sealed record TwoFactorSecretSet(UserId UserId, Secret TwoFactorSecret) : Companion;

/// <summary>The user has no secret for a second factor any more, and no session of his counts as confirmed with it.</summary>
public sealed record TwoFactorSecretCleared(UserId UserId) : Companion;

/// <summary>The secret that belongs to the public part of a key.</summary>
public sealed record ApiKeySecretSet(UserId UserId, string ApiKey, Secret ApiSecret) : Companion;

/// <summary>The key and the sessions opened by it are no more.</summary>
public sealed record ApiKeySecretCleared(string ApiKey) : Companion;

/// <summary>The key that opens the REST endpoint in the user's name, in place of any before it.</summary>
public sealed record RestKeySet(UserId UserId, RestKey Key) : Companion;

/// <summary>No key opens the REST endpoint in the user's name any more.</summary>
public sealed record RestKeyCleared(UserId UserId) : Companion;

/// <summary>What a command with a key of its client's answers with. Where an answer stands under it already, all of it fails.</summary>
/// <param name="Key">A hash of whose it is, which call's, and of the client's key.</param>
public sealed record AnswerKept(string Key, Secret Answer) : Companion;

/// <summary>A letter to be sent. Its text may hold a code.</summary>
public sealed record MailQueued(Letter Letter) : Companion;

/// <summary>A session began.</summary>
public sealed record SessionOpened(UserId UserId, SessionKey Session, string? Address, string Transport, SessionKind Kind = SessionKind.Open) : Companion
{
    /// <summary>Whether it was opened with a second factor.</summary>
    public bool SecondFactorConfirmed { get; init; }

    /// <summary>The pending one that it takes the place of. It must still be there, or all of it is a conflict: it is good for one session.</summary>
    public SessionKey? InPlaceOf { get; init; }

    /// <summary>The key that it was opened with, whose permissions bound it.</summary>
    public string? ApiKey { get; init; }
}

/// <summary>The user's sessions ended, but for one that is spared.</summary>
public sealed record SessionsEnded(UserId UserId, SessionKey? Except) : Companion
{
    /// <summary>Whether those that were confirmed with a second factor are spared too.</summary>
    public bool SparesConfirmed { get; init; }
}

/// <summary>The second factor was given in the session, which is now open and confirmed.</summary>
public sealed record SessionConfirmed(SessionKey Session) : Companion;

/// <summary>The view is not stopped by that event any more.</summary>
/// <param name="Event">The event's place.</param>
public sealed record ViewStopCleared(string View, long Event) : Companion;
