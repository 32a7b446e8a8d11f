using Microsoft.AspNetCore.Identity;

namespace ScaleApp.Data.Customers;

// The tables of ASP.NET Core Identity beside customers, under the shop's names. Mappings are applied in the order of their names, and a foreign
// key is named after the table that its principal has by then: customers and roles come before the tables that refer to them.

internal sealed class RoleMapping : IEntityTypeConfiguration<IdentityRole<int>>
{
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
}

internal sealed class RolesClaimMapping : IEntityTypeConfiguration<IdentityRoleClaim<int>>
{
    public void Configure(EntityTypeBuilder<IdentityRoleClaim<int>> builder) => builder.ToTable("role_claims");
}

internal sealed class UserClaimMapping : IEntityTypeConfiguration<IdentityUserClaim<int>>
{
    public void Configure(EntityTypeBuilder<IdentityUserClaim<int>> builder) =>
        builder.ToTable("customer_claims").Property(row => row.UserId).HasColumnName("customer_id");
}

internal sealed class UserLoginMapping : IEntityTypeConfiguration<IdentityUserLogin<int>>
{
    public void Configure(EntityTypeBuilder<IdentityUserLogin<int>> builder) =>
        builder.ToTable("customer_logins").Property(row => row.UserId).HasColumnName("customer_id");
}

internal sealed class UserRoleMapping : IEntityTypeConfiguration<IdentityUserRole<int>>
{
    public void Configure(EntityTypeBuilder<IdentityUserRole<int>> builder) =>
        builder.ToTable("customer_roles").Property(row => row.UserId).HasColumnName("customer_id");
}

internal sealed class UserTokenMapping : IEntityTypeConfiguration<IdentityUserToken<int>>
{
    public void Configure(EntityTypeBuilder<IdentityUserToken<int>> builder) =>
        builder.ToTable("customer_tokens").Property(row => row.UserId).HasColumnName("customer_id");
}
