using UserDomain.Model;

namespace UserDomain.EventSourcing;

/// <summary>Lets one command at a time on each user.</summary>
public sealed class UserQueue : TurnQueue<UserId>;
