using MediatR;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Calls;

/// <summary>Anything a client can ask for. It says who may ask: without <see cref="Access"/> it does not compile.</summary>
public interface ICall
{
    /// <summary>The rule for every instance of the call: it never depends on what was sent.</summary>
    Access Access { get; }
}

/// <summary>A call that names a user, whoever may make it: those who count calls or keep them in order go by whom they name.</summary>
public interface IAboutUser : ICall
{
    /// <summary>Whom it names, as it was sent; a user who is yet to be made too.</summary>
    UserAddress About { get; }
}

/// <summary>A call about one user. Its access is decided on that user as he is when the call takes effect.</summary>
public interface IUserCall : IAboutUser
{
    /// <summary>Whom it is about; one who is not named is the caller (wire contract, 7.0).</summary>
    UserAddress Target { get; }

    /// <summary>The keys of his configuration that it is about to change: of a large one they are read with him, the others only as they are needed.</summary>
    IEnumerable<string> ConfigKeys => [];

    UserAddress IAboutUser.About => Target;
}

/// <summary>
/// A call that only the REST endpoint makes (wire contract, section 9): no other transport knows it. It is another form of a call of the wire, whose
/// permission opens it and whose guards it has.
/// </summary>
public interface IRestCall : ICall
{
    /// <summary>The name of the other call: the same for every instance.</summary>
    string StandsFor { get; }
}

/// <summary>
/// A call that may open, change or end the session it comes with: it says so in <see cref="CallContext.Becomes"/>. On a connection that
/// keeps a session everything sent before it comes before it, and everything after it, after (wire contract, decisions).
/// </summary>
public interface ISessionCall : ICommand;

/// <summary>A call that may change something; decided again where another host was faster.</summary>
public interface ICommand : ICall;

/// <inheritdoc cref="ICommand"/>
public interface ICommand<out TAnswer> : IRequest<TAnswer>, ICommand;

/// <summary>A call that changes nothing.</summary>
public interface IQuery<out TAnswer> : IRequest<TAnswer>, ICall;

/// <summary>A question about one user. What it reads for the answer and what access is decided on come from one read.</summary>
public interface IUserQuery : IUserCall
{
    /// <summary>Reads the user as the query needs him; nothing for a user who does not exist.</summary>
    ValueTask<Seen?> SeeAsync(IUserViews views, UserId userId, CancellationToken cancellationToken) =>
        views.FindAsync(userId, cancellationToken);
}

/// <summary>A question whose answer says which version of the user it shows, for those who ask whether it still stands (wire contract, decisions).</summary>
public interface IVersionedQuery : IUserQuery;

public interface ICommandHandler<in TCommand, TAnswer> : IRequestHandler<TCommand, TAnswer> where TCommand : ICommand<TAnswer>;

public interface IQueryHandler<in TQuery, TAnswer> : IRequestHandler<TQuery, TAnswer> where TQuery : IQuery<TAnswer>;

/// <summary>The answer of a command that has nothing to tell but that it is durably done: the standard response on the wire.</summary>
public sealed record Done
{
    public static Done Instance { get; } = new();
}
