using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ScaleApp.Data.Customers;

namespace ScaleApp.Data.Rooms;

internal sealed class RoomMemberMapping : IEntityTypeConfiguration<RoomMember>
{
    public void Configure(EntityTypeBuilder<RoomMember> builder)
    {
        builder.ToTable("room_members");

        // Asked for by customer: which rooms, and what is unread there.
        builder.HasKey(member => new { member.CustomerId, member.Room });
        builder.Property(member => member.Room).HasMaxLength(40);
        builder.Property(member => member.JoinedAt).HasDefaultValueSql("now()");
        builder.Property(member => member.ReadMilliseconds).HasDefaultValue(0L);
        builder.Property(member => member.ReadNumber).HasDefaultValue(0L);
        builder.Ignore(member => member.Read);

        builder.HasOne<Customer>().WithMany().HasForeignKey(member => member.CustomerId).OnDelete(DeleteBehavior.Cascade);
    }
}
