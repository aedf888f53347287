using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace UserDomain.EventSourcing;

/// <summary>Tells whether types are still made as they were: by their members' names and types, as deep as they are our own.</summary>
internal static class TypeShape
{
    /// <summary>A short hash of it, the same wherever the types are.</summary>
    public static string Of(params IReadOnlyList<Type> types)
    {
        var (seen, text) = (new HashSet<Type>(), new StringBuilder());
        foreach (var type in types)
            Describe(type, seen, text);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
    }

    private static void Describe(Type type, HashSet<Type> seen, StringBuilder text)
    {
        foreach (var part in type.IsArray ? [type.GetElementType()!] : type.GetGenericArguments())
            Describe(part, seen, text);
        if (type.Namespace?.StartsWith(nameof(UserDomain), StringComparison.Ordinal) != true || !seen.Add(type))
            return;

        var members = type.GetProperties(BindingFlags.Instance | BindingFlags.Public).OrderBy(member => member.Name, StringComparer.Ordinal).ToArray();
        text.Append(type.FullName).Append('(').AppendJoin(',', members.Select(member => $"{member.Name}:{member.PropertyType}")).Append(')');
        foreach (var member in members)
            Describe(member.PropertyType, seen, text);
    }
}
