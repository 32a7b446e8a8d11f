using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ScaleApp.Data.Customers;

namespace ScaleApp.Data.Tokens;

internal sealed class TokenFamilyMapping : IEntityTypeConfiguration<TokenFamily>
{
    public void Configure(EntityTypeBuilder<TokenFamily> builder)
    {
        builder.ToTable("token_families");
        builder.Property(family => family.Id).ValueGeneratedNever();
        builder.HasOne<Customer>().WithMany().HasForeignKey(family => family.CustomerId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(family => family.CustomerId);

        // The clean-up deletes expired families.
        builder.HasIndex(family => family.ExpiresAt);
    }
}
