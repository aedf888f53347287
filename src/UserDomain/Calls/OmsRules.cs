using UserDomain.Model;
using UserDomain.Profile;

namespace UserDomain.Calls;

/// <summary>What an OMS means in a call about a user.</summary>
internal static class OmsRules
{
    extension(Caller caller)
    {
        /// <summary>The user must be of the OMS that was named; none is fine. Only a superuser may name another than his own (wire contract, 7.4).</summary>
        public void MustFindIn(long? omsId, UserInfoView user) => RefusedException.Unless(
            omsId is not { } oms || (oms == user.OmsId && (caller.IsSuperuser || oms == caller.OmsId)), Refusals.UserUnknown);
    }
}
