using System.Collections.Frozen;
using System.Globalization;
using UserDomain.Model;

namespace UserDomain.Config;

/// <summary>What JSON a known field takes.</summary>
public enum FieldKind
{
    Text,
    WholeNumber,
    Flag,
}

/// <summary>A field of update-config that is not free-form (wire contract, 9.2). Names are compared ignoring case, and kept in this spelling.</summary>
public sealed record KnownField
{
    private static readonly string[] Carriers =
    [
        "Undefined", "ATTCingular", "Verizon", "TMobile", "SprintPCS", "Nextel", "Alltel", "VirginMobile", "ATTPreCingular", "ATT", "BoostMobile",
        "USCellular", "MetroPCS", "Powertel",
    ];

    private static readonly FrozenDictionary<string, KnownField> All = new KnownField[]
    {
        new("cellPhone", FieldKind.Text, text => text.Length <= 32 && text.All(c => char.IsAsciiDigit(c) || "+-() ".Contains(c, StringComparison.Ordinal))),
        new("cellCarrier", FieldKind.Text, carrier => Carriers.Contains(carrier, StringComparer.OrdinalIgnoreCase)) { Unchanged = "NoChange" },
        new("phone", FieldKind.Text, text => text.Length <= 32),
        new("company", FieldKind.Text, text => text.Length <= 128),
        new("timeZoneOffset", FieldKind.WholeNumber, text => IsBetween(text, -840, 840)),
        new("maxSessions", FieldKind.WholeNumber, text => IsBetween(text, 1, short.MaxValue)),
        Flag("notifyByEmail"), Flag("notifyBySms"), Flag("notifyErrors"), Flag("notifyInterconnects"), Flag("notifyNotices"), Flag("notifyReports"),
    }.ToFrozenDictionary(field => field.Name, StringComparer.OrdinalIgnoreCase);

    private readonly Func<string, bool> isValid;

    private KnownField(string name, FieldKind kind, Func<string, bool> isValid) => (Name, Kind, this.isValid) = (name, kind, isValid);

    public string Name { get; }

    public FieldKind Kind { get; }

    /// <summary>What leaves the field as it is, in any case, where there is such a word.</summary>
    private string? Unchanged { get; init; }

    public static IEnumerable<KnownField> Every => All.Values;

    public static KnownField? Find(string name) => All.GetValueOrDefault(name);

    /// <summary>Whether the text asks for no change: the field's own word for it, or what older clients send in place of any text.</summary>
    public bool MeansUnchanged(string text) => Kind == FieldKind.Text && (text == "[Default]" || text.Equals(Unchanged, StringComparison.OrdinalIgnoreCase));

    /// <summary>The value as it is kept.</summary>
    /// <exception cref="RefusedException">The field takes no such value.</exception>
    internal string Checked(string value)
    {
        RefusedException.Unless(isValid(value), Refusals.Invalid($"{Name} is invalid"));
        return Unchanged is null ? value : Carriers.First(carrier => carrier.Equals(value, StringComparison.OrdinalIgnoreCase));
    }

    private static KnownField Flag(string name) => new(name, FieldKind.Flag, value => value is "true" or "false");

    private static bool IsBetween(string value, int least, int most) =>
        int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most;
}
