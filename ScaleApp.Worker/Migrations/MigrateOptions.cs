using System.ComponentModel.DataAnnotations;

namespace ScaleApp.Worker.Migrations;

internal sealed class MigrateOptions
{
    public const string Section = "Database";
    public const string ConnectionName = "shopdb";

    /// <summary>The name of the one that is used instead where it is given: past a pooler, which a migration must not go through.</summary>
    public const string DirectConnectionName = "shopdb-direct";

    // Without the parser's own message, which may quote the password.
    public const string InvalidConnectionString =
        $"ConnectionStrings:{ConnectionName} is missing or cannot be read. Use Npgsql's format: Host=localhost;Database=shop;Username=shop";

    /// <summary>From <c>ConnectionStrings:shopdb-direct</c> or <c>ConnectionStrings:shopdb</c>.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Whether the database gets the sample data. Default: true.</summary>
    public bool Seed { get; set; } = true;

    public bool HasValidConnectionString()
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(ConnectionString) is { Host.Length: > 0 };
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}

/// <summary>The administrator whom the <c>migrate</c> command makes sure of.</summary>
internal sealed class AdministratorOptions
{
    public const string Section = "Administrator";

    /// <summary>The address to sign in with. Default: administrator@example.com.</summary>
    [Required, EmailAddress]
    public string Email { get; set; } = "administrator@example.com";

    /// <summary>The password. Default: none, and then no administrator is added or changed.</summary>
    [MinLength(8, ErrorMessage = "Administrator:Password needs at least 8 characters.")]
    public string? Password { get; set; }
}
