using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ScaleApp.Data.Migrations;

/// <summary>The part of <see cref="ShopContextModelSnapshot"/> that signing in rests on.</summary>
internal static class AccountsSnapshot
{
    private const string Session = "ScaleApp.Data.Sessions.Session";
    private const string Timestamp = "timestamp with time zone";

    public static void Build(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity("ScaleApp.Data.DataProtection.DataProtectionKey", BuildDataProtectionKey);
        modelBuilder.Entity(Session, BuildSession);
        modelBuilder.Entity("ScaleApp.Data.Sessions.SessionField", BuildSessionField);
        modelBuilder.Entity("ScaleApp.Data.Tokens.SigningKey", BuildSigningKey);
        modelBuilder.Entity("ScaleApp.Data.Tokens.TokenFamily", BuildTokenFamily);
        modelBuilder.Entity("ScaleApp.Data.Tokens.TokenRevocation", BuildTokenRevocation);
    }

    private static void BuildDataProtectionKey(EntityTypeBuilder builder)
    {
        builder.Property<string>("Name").HasMaxLength(200).HasColumnName("name");
        builder.Property<string>("Xml").IsRequired().HasColumnType("text").HasColumnName("xml");

        builder.HasKey("Name").HasName("pk_data_protection_keys");
        builder.ToTable("data_protection_keys");
    }

    private static void BuildSession(EntityTypeBuilder builder)
    {
        builder.Property<string>("Owner").HasMaxLength(64).HasColumnName("owner");
        builder.Property<string>("Handle").HasMaxLength(43).HasColumnName("handle");
        builder.Property<byte[]>("Ticket").IsRequired().HasColumnType("bytea").HasColumnName("ticket");
        builder.Property<string>("Device").IsRequired().HasMaxLength(200).HasColumnName("device");
        builder.Property<DateTimeOffset>("CreatedAt").HasColumnType(Timestamp).HasColumnName("created_at");
        builder.Property<DateTimeOffset>("SeenAt").HasColumnType(Timestamp).HasColumnName("seen_at");
        builder.Property<DateTimeOffset>("ExpiresAt").HasColumnType(Timestamp).HasColumnName("expires_at");
        builder.Property<DateTimeOffset>("EndsAt").HasColumnType(Timestamp).HasColumnName("ends_at");

        builder.HasKey("Owner", "Handle").HasName("pk_sessions");
        builder.HasIndex("ExpiresAt").HasDatabaseName("ix_sessions_expires_at");
        builder.ToTable("sessions");
    }

    private static void BuildSessionField(EntityTypeBuilder builder)
    {
        builder.Property<string>("Owner").HasMaxLength(64).HasColumnName("owner");
        builder.Property<string>("Handle").HasMaxLength(43).HasColumnName("handle");
        builder.Property<string>("Name").HasMaxLength(100).HasColumnName("name");
        builder.Property<long>("Value").HasColumnName("value");

        builder.HasKey("Owner", "Handle", "Name").HasName("pk_session_fields");
        builder.ToTable("session_fields");
        builder.HasOne(Session, null).WithMany().HasForeignKey("Owner", "Handle").OnDelete(DeleteBehavior.Cascade).IsRequired()
            .HasConstraintName("fk_session_fields_sessions");
    }

    private static void BuildSigningKey(EntityTypeBuilder builder)
    {
        builder.Property<string>("Id").HasMaxLength(32).HasColumnName("id");
        builder.Property<byte[]>("PublicKey").IsRequired().HasColumnType("bytea").HasColumnName("public_key");
        builder.Property<byte[]>("PrivateKey").HasColumnType("bytea").HasColumnName("private_key");
        builder.Property<DateTimeOffset>("ActiveFrom").HasColumnType(Timestamp).HasColumnName("active_from");
        builder.Property<DateTimeOffset?>("ActiveUntil").HasColumnType(Timestamp).HasColumnName("active_until");
        builder.Property<DateTimeOffset?>("VerifyUntil").HasColumnType(Timestamp).HasColumnName("verify_until");

        builder.HasKey("Id").HasName("pk_signing_keys");
        builder.ToTable("signing_keys");
    }

    private static void BuildTokenFamily(EntityTypeBuilder builder)
    {
        builder.Property<Guid>("Id").ValueGeneratedNever().HasColumnName("id");
        builder.Property<int>("CustomerId").HasColumnName("customer_id");
        builder.Property<byte[]>("CurrentHash").IsRequired().HasColumnType("bytea").HasColumnName("current_hash");
        builder.Property<DateTimeOffset>("ExpiresAt").HasColumnType(Timestamp).HasColumnName("expires_at");
        builder.Property<DateTimeOffset>("EndsAt").HasColumnType(Timestamp).HasColumnName("ends_at");

        builder.HasKey("Id").HasName("pk_token_families");
        builder.HasIndex("CustomerId").HasDatabaseName("ix_token_families_customer_id");
        builder.HasIndex("ExpiresAt").HasDatabaseName("ix_token_families_expires_at");
        builder.ToTable("token_families");
        builder.HasOne("ScaleApp.Data.Customers.Customer", null).WithMany().HasForeignKey("CustomerId").OnDelete(DeleteBehavior.Cascade)
            .IsRequired().HasConstraintName("fk_token_families_customers");
    }

    private static void BuildTokenRevocation(EntityTypeBuilder builder)
    {
        builder.Property<string>("Subject").HasMaxLength(64).HasColumnName("subject");
        builder.Property<DateTimeOffset>("NotBefore").HasColumnType(Timestamp).HasColumnName("not_before");

        builder.HasKey("Subject").HasName("pk_token_revocations");
        builder.HasIndex("NotBefore").HasDatabaseName("ix_token_revocations_not_before");
        builder.ToTable("token_revocations");
    }
}
