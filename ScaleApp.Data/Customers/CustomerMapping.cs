using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ScaleApp.Data.Customers;

internal sealed class CustomerMapping : IEntityTypeConfiguration<Customer>
{
    public void Configure(EntityTypeBuilder<Customer> builder)
    {
        builder.ToTable("customers");
        builder.Property(customer => customer.Id).UseIdentityByDefaultColumn();
        builder.Property(customer => customer.Email).HasMaxLength(254);
        builder.Property(customer => customer.Name).HasMaxLength(100);
        builder.Property(customer => customer.Role).HasMaxLength(20).HasDefaultValue(CustomerRoles.Customer);
        builder.Property(customer => customer.PasswordHash).HasMaxLength(200);

        builder.HasIndex(customer => customer.Email).IsUnique();

        // The digest walks its subscribers in the order of their ids and must not read the others.
        builder.HasIndex(customer => customer.Id).HasDatabaseName("ix_customers_digest").HasFilter("subscribes_to_digest");
    }
}
