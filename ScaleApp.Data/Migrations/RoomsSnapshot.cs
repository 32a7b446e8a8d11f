using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ScaleApp.Data.Migrations;

/// <summary>The part of <see cref="ShopContextModelSnapshot"/> that rooms rest on.</summary>
internal static class RoomsSnapshot
{
    public static void Build(ModelBuilder modelBuilder) => modelBuilder.Entity("ScaleApp.Data.Rooms.RoomMember", BuildRoomMember);

    private static void BuildRoomMember(EntityTypeBuilder builder)
    {
        builder.Property<int>("CustomerId").HasColumnName("customer_id");
        builder.Property<string>("Room").HasMaxLength(40).HasColumnName("room");
        builder.Property<DateTimeOffset>("JoinedAt").HasColumnType("timestamp with time zone").HasColumnName("joined_at")
            .HasDefaultValueSql("now()");
        builder.Property<string>("ReadEpoch").IsRequired().HasMaxLength(20).HasColumnName("read_epoch").HasDefaultValue("");
        builder.Property<long>("ReadOffset").HasColumnName("read_offset").HasDefaultValue(0L);

        builder.HasKey("CustomerId", "Room").HasName("pk_room_members");
        builder.ToTable("room_members");
        builder.HasOne("ScaleApp.Data.Customers.Customer", null).WithMany().HasForeignKey("CustomerId").OnDelete(DeleteBehavior.Cascade)
            .IsRequired().HasConstraintName("fk_room_members_customers");
    }
}
