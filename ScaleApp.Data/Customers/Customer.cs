using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Identity;

namespace ScaleApp.Data.Customers;

/// <summary>A customer and the account that the customer signs in to. The user name is the address.</summary>
public sealed class Customer : IdentityUser<int>
{
    /// <summary>The address mail goes to, in the one spelling that the shop keeps; unique.</summary>
    [NotNull]
    public override required string? Email
    {
        get => base.Email!;
        set => base.Email = value;
    }

    public required string Name { get; set; }
    public bool SubscribesToDigest { get; set; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The roles that were given to the customer, loaded with every customer.</summary>
    public ICollection<IdentityRole<int>> Roles { get; init; } = [];

    /// <summary>One of <see cref="CustomerRoles"/>. Queries that project a customer read <see cref="Roles"/>.</summary>
    public string Role => Roles.FirstOrDefault()?.Name ?? CustomerRoles.Customer;
}

public static class CustomerRoles
{
    /// <summary>Every account may buy, so this is not a row of the table of roles.</summary>
    public const string Customer = "customer";

    /// <summary>Changes products and sees customers as well.</summary>
    public const string Administrator = "administrator";
}

internal sealed class CustomerMapping : IEntityTypeConfiguration<Customer>
{
    public void Configure(EntityTypeBuilder<Customer> builder)
    {
        builder.ToTable("customers");
        builder.Property(customer => customer.Id).UseIdentityByDefaultColumn();
        builder.Property(customer => customer.Email).HasMaxLength(254);
        builder.Property(customer => customer.Name).HasMaxLength(100);
        builder.Property(customer => customer.PasswordHash).HasMaxLength(200);

        // Defaults for rows that are not written by Identity, such as the sample data.
        builder.Property(customer => customer.SecurityStamp).HasMaxLength(50).IsRequired().HasDefaultValueSql("gen_random_uuid()::text");
        builder.Property(customer => customer.EmailConfirmed).HasDefaultValue(false);
        builder.Property(customer => customer.LockoutEnabled).HasDefaultValue(true);
        builder.Property(customer => customer.AccessFailedCount).HasDefaultValue(0);

        // The shop has no text messages.
        builder.Ignore(customer => customer.PhoneNumber);
        builder.Ignore(customer => customer.PhoneNumberConfirmed);
        builder.Ignore(customer => customer.TwoFactorEnabled);

        builder.HasIndex(customer => customer.NormalizedUserName).IsUnique().HasDatabaseName("ix_customers_normalized_user_name");
        builder.HasIndex(customer => customer.NormalizedEmail).IsUnique().HasDatabaseName("ix_customers_normalized_email");

        // The digest walks its subscribers in the order of their ids and must not read the others.
        builder.HasIndex(customer => customer.Id).HasDatabaseName("ix_customers_digest").HasFilter("subscribes_to_digest");

        builder.HasMany(customer => customer.Roles).WithMany().UsingEntity<IdentityUserRole<int>>(
            membership => membership.HasOne<IdentityRole<int>>().WithMany().HasForeignKey(row => row.RoleId),
            membership => membership.HasOne<Customer>().WithMany().HasForeignKey(row => row.UserId));
        builder.Navigation(customer => customer.Roles).AutoInclude();
    }
}
