namespace UserDomain.Host.OpenApi;

/// <summary>What holds for every call, at the head of the document.</summary>
internal static class Introduction
{
    public const string Text = """
        The users of a trading venue: who they are, their configuration, their permissions, and how they sign in.

        **Calling.** Each call is `POST /AP/{Call}` with a JSON object, or `GET` with the same members in the query; names of calls and members are read in any
        case, and unknown members are passed over. Ids that are `0`, empty texts and `null` mean "not given". A call about a user names him by `userId` or `userName`,
        or not at all, which means the caller. A body takes at most 1 MiB.

        **Answers.** A call answers its data, or a standard response. A refusal is HTTP 200 with `result: false` and a code: 20 not authorized, 100 invalid request,
        101 operation failed, 104 not found, 106 not supported; 102 is a fault. What is answered with success is durable and visible to everybody. A name that is no call's is
        answered 404. Every answer carries `X-Correlation-Id`, the request's own where it had one.

        **Who may.** Each call says for whom it is: `anybody`; `own login`, who is signed in, about himself; or holders of one of the permissions listed, and `self`, everybody about
        himself. `by reach`: about those users whom the caller reaches, by his accounts or as an operator; `any user`: for those only who reach every user. `SUPERUSER` may make every
        call, and a permission named like a call opens it.

        **Signing in.** `AuthenticateUser` answers a `SessionToken`, to be sent as the header `APToken`. Programs can send `APIKey`, `UserId`, `Nonce` and `Signature` instead.
        Under `/v2`, which answers with HTTP statuses and envelopes of its own, `X-API-Key` is all that it takes; a session's token is good there too.
        """;
}
