using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ScaleApp.Data.Customers;

namespace ScaleApp.Data.Tokens;

internal sealed class TokenMapping
    : IEntityTypeConfiguration<SigningKey>, IEntityTypeConfiguration<TokenFamily>, IEntityTypeConfiguration<TokenRevocation>
{
    public void Configure(EntityTypeBuilder<SigningKey> builder)
    {
        builder.ToTable("signing_keys");
        builder.Property(key => key.Id).HasMaxLength(32);
    }

    public void Configure(EntityTypeBuilder<TokenFamily> builder)
    {
        builder.ToTable("token_families");
        builder.Property(family => family.Id).ValueGeneratedNever();
        builder.HasOne<Customer>().WithMany().HasForeignKey(family => family.CustomerId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(family => family.CustomerId);

        // Those that have ended are deleted from time to time.
        builder.HasIndex(family => family.ExpiresAt);
    }

    public void Configure(EntityTypeBuilder<TokenRevocation> builder)
    {
        builder.ToTable("token_revocations");
        builder.HasKey(revocation => revocation.Subject);
        builder.Property(revocation => revocation.Subject).HasMaxLength(64);

        // Replicas ask for what is new.
        builder.HasIndex(revocation => revocation.NotBefore);
    }
}
