using System.Security.Cryptography;

namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>A random text.</summary>
public sealed class GenerateParameterDefault : ParameterDefault
{
    private const string LowerCase = "abcdefghjkmnpqrstuvwxyz";
    private const string UpperCase = "ABCDEFGHJKMNPQRSTUVWXYZ";
    private const string Digits = "0123456789";
    private const string Marks = "-_.{}~()*+!";

    /// <summary>The length, unless the minimums below make it longer; 22, which is more than 128 bits.</summary>
    public int MinLength { get; set; } = 22;

    /// <summary>Whether there are lower-case letters; true.</summary>
    public bool Lower { get; set; } = true;

    /// <summary>Whether there are upper-case letters; true.</summary>
    public bool Upper { get; set; } = true;

    /// <summary>Whether there are digits; true.</summary>
    public bool Numeric { get; set; } = true;

    /// <summary>Whether there are other characters; true.</summary>
    public bool Special { get; set; } = true;

    public int MinLower { get; set; }

    public int MinUpper { get; set; }

    public int MinNumeric { get; set; }

    public int MinSpecial { get; set; }

    public override string GetDefaultValue()
    {
        var all = Set(Lower, LowerCase) + Set(Upper, UpperCase) + Set(Numeric, Digits) + Set(Special, Marks);
        if (all.Length == 0)
        {
            throw new InvalidOperationException("A generated value needs at least one kind of characters.");
        }

        var required = Pick(Set(Lower, LowerCase), MinLower) + Pick(Set(Upper, UpperCase), MinUpper)
            + Pick(Set(Numeric, Digits), MinNumeric) + Pick(Set(Special, Marks), MinSpecial);
        var value = (required + Pick(all, Math.Max(0, MinLength - required.Length))).ToCharArray();
        RandomNumberGenerator.Shuffle<char>(value);
        return new string(value);
    }

    private static string Set(bool isWanted, string characters) => isWanted ? characters : string.Empty;

    private static string Pick(string characters, int count) => (characters, count) switch
    {
        (_, 0) => string.Empty,
        ("", _) => throw new InvalidOperationException("A minimum is set for characters that are switched off."),
        _ => RandomNumberGenerator.GetString(characters, count),
    };
}
