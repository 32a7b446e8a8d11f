using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ScaleApp.Data.Tokens;

internal sealed class TokenRevocationMapping : IEntityTypeConfiguration<TokenRevocation>
{
    public void Configure(EntityTypeBuilder<TokenRevocation> builder)
    {
        builder.ToTable("token_revocations");
        builder.HasKey(revocation => revocation.Subject);
        builder.Property(revocation => revocation.Subject).HasMaxLength(64);

        // Replicas poll for new revocations.
        builder.HasIndex(revocation => revocation.NotBefore);
    }
}
