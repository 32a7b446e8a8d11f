namespace ScaleApp.Hosting;

/// <summary>How project resources are started.</summary>
public sealed class BuiltProgramsOptions
{
    /// <summary>The section of the configuration that these are read from.</summary>
    public const string Section = "BuiltPrograms";

    /// <summary>False starts every project with <c>dotnet run</c>, as Aspire does by default. Default: true.</summary>
    public bool Enabled { get; set; } = true;
}
