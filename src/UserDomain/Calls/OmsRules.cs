using UserDomain.Model;
using UserDomain.Profile;

namespace UserDomain.Calls;

/// <summary>What an OMS means in a call about a user.</summary>
internal static class OmsRules
{
    extension(UserInfoView user)
    {
        /// <summary>
        /// He must be of the OMS that was named; none is fine (wire contract, 7.4). Who is no superuser names no other than his own by it, since
        /// he reaches nobody there.
        /// </summary>
        public void MustBeOf(long? omsId) => RefusedException.Unless(omsId is null || omsId == user.OmsId, Refusals.UserUnknown);
    }
}
