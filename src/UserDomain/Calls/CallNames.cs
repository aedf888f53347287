namespace UserDomain.Calls;

internal static class CallNames
{
    extension(ICall call)
    {
        /// <summary>The name that a permission opens the call by, and that a venue guards it by: its type's, or that of the call which it stands for.</summary>
        public string GuardedAs => call is IRestCall rest ? rest.StandsFor : call.GetType().Name;
    }
}
