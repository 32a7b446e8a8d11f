using ScaleApp.Data.Customers;

namespace ScaleApp.Data.Rooms;

/// <summary>A customer's membership of a room, and how far the customer has read there.</summary>
public sealed class RoomMember
{
    public required string Room { get; init; }
    public int CustomerId { get; init; }
    public DateTimeOffset JoinedAt { get; init; }

    /// <summary>The time of the last message that the customer has read, see <see cref="Read"/>.</summary>
    public long ReadMilliseconds { get; set; }

    /// <summary>The number of that message; zero when nothing was read yet.</summary>
    public long ReadNumber { get; set; }

    public RoomPosition Read => new(ReadMilliseconds, ReadNumber);
}

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

        builder.HasOne<Customer>().WithMany().HasForeignKey(member => member.CustomerId).OnDelete(DeleteBehavior.Cascade);
    }
}
