using System.Text;

namespace UserDomain.Model.Tests;

public sealed class TextKeySpecs
{
    [Theory]
    [InlineData("ada", "ADA")]
    [InlineData("  Ada Lovelace\t", "ADA LOVELACE")]
    [InlineData("\u00a0ada\u3000", "ADA")]
    [InlineData("\u00e9", "\u00c9")]
    [InlineData("e\u0301", "\u00c9")]
    [InlineData("E\u0301", "\u00c9")]
    [InlineData("\u212b", "\u00c5")] // the sign for the unit is the letter
    [InlineData("\ud55c", "\u1112\u1161\u11ab")]
    public void Names_that_read_the_same_have_one_key(string one, string other) => TextKey.Of(one).Should().Be(TextKey.Of(other));

    [Fact]
    public void A_key_is_composed_upper_case_without_spaces_around_it() => TextKey.Of(" zoe\u0308 smith ").Should().Be("ZO\u00cb SMITH");

    [Theory]
    [InlineData("i", "\u0131")] // Turkish without a dot
    [InlineData("i", "\u0130")] // Turkish with a dot
    [InlineData("\u00df", "ss")]
    [InlineData("e", "\u00e9")]
    [InlineData("a", "\u0430")] // Cyrillic
    [InlineData("ada lovelace", "ada  lovelace")]
    [InlineData("\ufb01", "fi")] // a ligature is one character in NFC
    public void Names_that_differ_have_keys_that_differ(string one, string other) => TextKey.Of(one).Should().NotBe(TextKey.Of(other));

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("az")]
    [InlineData("lt-LT")]
    [InlineData("en-US")]
    public void The_key_is_the_same_in_every_culture(string culture)
    {
        var before = Thread.CurrentThread.CurrentCulture;
        try
        {
            Thread.CurrentThread.CurrentCulture = new(culture);
            TextKey.Of("title I\u0307").Should().Be("TITLE \u0130");
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = before;
        }
    }

    /// <summary>Over every character there is: in front, alone, and after a letter that it may combine with.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("", "a")]
    [InlineData("\u03b1", "")]
    [InlineData("e", "\u0301")]
    public void The_key_of_a_key_is_the_key_itself(string before, string after) =>
        EveryCharacter.Select(character => TextKey.Of(before + character + after)).Where(key => TextKey.Of(key) != key).Should().BeEmpty();

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    public void Either_unicode_form_of_every_character_has_one_key(string before) =>
        EveryCharacter.Where(character => character != "\ufffe").Select(character => before + character)
            .Where(text => TextKey.Of(text) != TextKey.Of(text.Normalize(NormalizationForm.FormD))).Should().BeEmpty();

    /// <summary>Half of a surrogate pair is none: the transports refuse it.</summary>
    private static IEnumerable<string> EveryCharacter =>
        Enumerable.Range(0, 0x110000).Where(Rune.IsValid).Select(value => new Rune(value).ToString());
}
