using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ScaleApp.Data.Customers;

/// <summary>The tables of ASP.NET Core Identity beside <c>customers</c>, under the shop's names.</summary>
internal sealed class IdentityMapping : IEntityTypeConfiguration<IdentityRole<int>>, IEntityTypeConfiguration<IdentityUserRole<int>>,
    IEntityTypeConfiguration<IdentityUserClaim<int>>, IEntityTypeConfiguration<IdentityUserLogin<int>>,
    IEntityTypeConfiguration<IdentityUserToken<int>>, IEntityTypeConfiguration<IdentityRoleClaim<int>>
{
    private const string CustomerId = "customer_id";

    public void Configure(EntityTypeBuilder<IdentityRole<int>> builder)
    {
        builder.ToTable("roles");
        builder.HasIndex(role => role.NormalizedName).IsUnique().HasDatabaseName("ix_roles_normalized_name");
        builder.HasData(new IdentityRole<int>(CustomerRoles.Administrator)
        {
            Id = 1,
            NormalizedName = CustomerRoles.Administrator.ToUpperInvariant(),
            ConcurrencyStamp = "f2f5b1c0-8f5e-4f0e-9d3c-6a1f5a0d7e21",
        });
    }

    public void Configure(EntityTypeBuilder<IdentityUserRole<int>> builder)
    {
        builder.ToTable("customer_roles");
        builder.Property(row => row.UserId).HasColumnName(CustomerId);
    }

    public void Configure(EntityTypeBuilder<IdentityUserClaim<int>> builder)
    {
        builder.ToTable("customer_claims");
        builder.Property(row => row.UserId).HasColumnName(CustomerId);
    }

    public void Configure(EntityTypeBuilder<IdentityUserLogin<int>> builder)
    {
        builder.ToTable("customer_logins");
        builder.Property(row => row.UserId).HasColumnName(CustomerId);
    }

    public void Configure(EntityTypeBuilder<IdentityUserToken<int>> builder)
    {
        builder.ToTable("customer_tokens");
        builder.Property(row => row.UserId).HasColumnName(CustomerId);
    }

    public void Configure(EntityTypeBuilder<IdentityRoleClaim<int>> builder) => builder.ToTable("role_claims");
}
