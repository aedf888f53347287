using System.Text;

namespace UserDomain.Host.Tests.Hosts;

/// <summary>Looks for a secret as somebody would who has a copy of something.</summary>
internal static class SecretSearch
{
    private const string Tables = """
        select format('%I.%I', table_schema, table_name) from information_schema.tables
        where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema') order by 1
        """;

    /// <summary>The text as it is, without its dashes, in base64, and as the bytes of a bytea.</summary>
    public static string[] FormsOf(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        return
        [
            secret, secret.Replace("-", "", StringComparison.Ordinal), Convert.ToBase64String(bytes), Convert.ToHexString(bytes),
            .. secret.All(letter => char.IsUpper(letter) || char.IsDigit(letter)) ? [Convert.ToHexString(Model.Base32.Read(secret))] : Array.Empty<string>(),
            .. Guid.TryParse(secret, out var id) ? [Convert.ToHexString(id.ToByteArray()), Convert.ToBase64String(id.ToByteArray())] : Array.Empty<string>(),
        ];
    }

    public static bool Holds(string text, string secret) => FormsOf(secret).Any(form => text.Contains(form, StringComparison.OrdinalIgnoreCase));

    /// <summary>The tables that hold any of them in any column, whatever the case, each with what it holds.</summary>
    public static async Task<IReadOnlyList<string>> TablesAsync(Sql database, params IEnumerable<string> secrets)
    {
        var forms = secrets.SelectMany(FormsOf).Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
        var found = new List<string>();
        foreach (var table in await database.ListAsync<string>(Tables))
        {
            var held = await database.ListAsync<string>($"select distinct f from {table} t, unnest($1) f where strpos(lower(t::text), lower(f)) > 0", (object)forms);
            found.AddRange(held.Select(form => $"{table}: {form}"));
        }

        return found;
    }
}
