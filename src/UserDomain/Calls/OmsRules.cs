using UserDomain.Model;
using UserDomain.Profile;

namespace UserDomain.Calls;

/// <summary>What an OMS means in a call about a user.</summary>
internal static class OmsRules
{
    extension(Caller caller)
    {
        /// <summary>
        /// The OMS whose users he may be listed: his own, which is the only one that he may name; a superuser's the one that he names, or every
        /// one (none). Who reaches nobody by his permissions alone is listed nobody.
        /// </summary>
        public long? OmsToList(long? named)
        {
            RefusedException.Unless(caller.ReachesAnyUser(), Refusals.NotAuthorized);
            RefusedException.Unless(caller.IsSuperuser || named is null || named == caller.OmsId, Refusals.OmsUnknown);
            return caller.IsSuperuser ? named : caller.OmsId;
        }
    }

    extension(UserInfoView user)
    {
        /// <summary>
        /// He must be of the OMS that was named; none is fine (wire contract, 7.4). Who is no superuser names no other than his own by it, since
        /// he reaches nobody there.
        /// </summary>
        public void MustBeOf(long? omsId) => RefusedException.Unless(omsId is null || omsId == user.OmsId, Refusals.UserUnknown);
    }
}
