using System.Text;

namespace UserDomain.Model;

/// <summary>RFC 4648's base32 without padding: how authenticator apps show and take secrets.</summary>
public static class Base32
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int BitsOfALetter = 5;
    private const int BitsOfAByte = 8;

    public static string Write(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        var (bits, count) = (0, 0);
        foreach (var one in bytes)
        {
            (bits, count) = ((bits << BitsOfAByte) | one, count + BitsOfAByte);
            for (; count >= BitsOfALetter; count -= BitsOfALetter)
                text.Append(Alphabet[(bits >> (count - BitsOfALetter)) & 31]);
            bits &= (1 << count) - 1;
        }

        return (count > 0 ? text.Append(Alphabet[(bits << (BitsOfALetter - count)) & 31]) : text).ToString();
    }

    /// <exception cref="FormatException">A character is none of the alphabet.</exception>
    public static byte[] Read(string text)
    {
        var bytes = new List<byte>();
        var (bits, count) = (0, 0);
        foreach (var letter in text)
        {
            var value = Alphabet.IndexOf(letter, StringComparison.Ordinal);
            if (value < 0)
                throw new FormatException("It is no base32.");
            (bits, count) = ((bits << BitsOfALetter) | value, count + BitsOfALetter);
            if (count < BitsOfAByte)
                continue;
            count -= BitsOfAByte;
            bytes.Add((byte)(bits >> count));
            bits &= (1 << count) - 1;
        }

        return [.. bytes];
    }
}
