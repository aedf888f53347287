namespace UserDomain.Postgres;

/// <summary>Work that one caller sets going and others' work follows on.</summary>
internal static class Unattended
{
    /// <summary>Begins it at once, without the surroundings of who happens to come first: he must not lend them to what is done after his own.</summary>
    /// <param name="work">Must not throw.</param>
    public static void Begin(Func<Task> work)
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            _ = work();
            return;
        }

        using (ExecutionContext.SuppressFlow())
            _ = work();
    }
}
