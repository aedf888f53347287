namespace UserDomain.Model;

/// <summary>
/// A key was asked for whose page was left in the snapshot: it is to be read, and asked again. Where that page is here already, how much there is of the
/// others is asked for: all of them are to be read.
/// </summary>
public sealed class ConfigLeftException(string key) : Exception("A part of the configuration is needed that was not read.")
{
    /// <summary>The key; any of several.</summary>
    public string Key => key;
}
