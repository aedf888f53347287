namespace UserDomain.Model;

/// <summary>What is to be done to a page that was left, once it is here. Until then it counts for the most that it can come to.</summary>
/// <param name="Key">As UTF-8.</param>
/// <param name="Value">Likewise; none takes the key out.</param>
internal sealed record LaterChange(byte[] Key, byte[]? Value)
{
    /// <summary>How many keys it adds at most.</summary>
    public int Count => Value is null ? 0 : 1;

    /// <summary>And how many bytes.</summary>
    public long Bytes => Value is null ? 0 : Key.Length + Value.Length;
}
