namespace UserDomain.Model;

/// <summary>What is to be done to a page that was left, once it is here. Until then it counts for the most that it can come to.</summary>
/// <param name="key">As UTF-8.</param>
/// <param name="value">Likewise; none takes the key out.</param>
internal sealed class LaterChange(byte[] key, byte[]? value)
{
    public byte[] Key => key;

    public byte[]? Value => value;

    /// <summary>How many keys it adds at most.</summary>
    public int Count => value is null ? 0 : 1;

    /// <summary>And how many bytes.</summary>
    public long Bytes => value is null ? 0 : key.Length + value.Length;
}
