using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ScaleApp.Data.Customers;

namespace ScaleApp.Data.Idempotency;

internal sealed class IdempotentAnswerMapping : IEntityTypeConfiguration<IdempotentAnswer>
{
    public void Configure(EntityTypeBuilder<IdempotentAnswer> builder)
    {
        builder.ToTable("idempotent_answers");
        builder.HasKey(answer => new { answer.CustomerId, answer.Key });
        builder.Property(answer => answer.Key).HasMaxLength(IdempotentAnswer.MaxKeyLength);
        builder.Property(answer => answer.Location).HasMaxLength(200);
        builder.Property(answer => answer.CreatedAt).HasDefaultValueSql("now()");

        builder.HasOne<Customer>().WithMany().HasForeignKey(answer => answer.CustomerId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(answer => answer.CreatedAt);
    }
}
