namespace UserDomain.Model;

public sealed partial record User
{
    /// <summary>Gives a permission, in the spelling that it is kept in. One that is held already is nobody's to refuse.</summary>
    /// <param name="mayGive">Whether he who gives it holds it himself, or is a superuser (wire contract, section 6).</param>
    public IReadOnlyList<UserEvent> GrantPermission(string permission, bool mayGive)
    {
        MustExist();
        if (Permissions.Contains(permission))
            return [];
        RefusedException.Unless(mayGive, Refusals.NotAuthorized);
        return [new UserPermissionGranted(permission)];
    }

    /// <summary>Takes a permission away; one that is not held decides nothing.</summary>
    public IReadOnlyList<UserEvent> RevokePermission(string permission)
    {
        MustExist();
        return Permissions.Contains(permission) ? [new UserPermissionRevoked(permission)] : [];
    }
}
