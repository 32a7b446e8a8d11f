namespace ScaleApp.Data.Files;

/// <summary>Under which name a file is found. Setting a name anew replaces the file in one step.</summary>
public sealed class FileName
{
    /// <summary>The longest name.</summary>
    public const int MaxLength = 100;

    /// <summary>Such as <c>products/5</c>; unique.</summary>
    public required string Name { get; init; }

    /// <summary>The file, whole.</summary>
    public Guid FileId { get; set; }
}
