namespace ScaleApp.Api.Administration;

/// <summary>Who may administer the shop.</summary>
public sealed class ApiKeyOptions
{
    /// <summary>The section of the configuration that these are read from.</summary>
    public const string Section = "Admin";

    /// <summary>What administrators send in <c>X-Api-Key</c>. Default: none, and then every key is refused.</summary>
    public string? ApiKey { get; set; }
}
