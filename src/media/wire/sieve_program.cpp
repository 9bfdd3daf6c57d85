#include "media/wire/sieve_program.hpp"

#include <linux/bpf.h>

#include <bit>
#include <map>
#include <string_view>
#include <vector>

#include "media/core/sieve.hpp"
#include "runtime/check.hpp"

namespace layby::media {
namespace {

constexpr int r0 = 0, r1 = 1, r2 = 2, r3 = 3, r4 = 4, r5 = 5;  // r1 to r5 are lost in a call
constexpr int packet = 6, entry = 7, sequence = 8, timestamp = 9, stack = 10;

// On the stack, below its end.
constexpr int header = -32;  // 20 bytes: UDP (RFC 768) and RTP (RFC 3550 section 5.1)
constexpr int from_port = header, to_port = header + 2, first_byte = header + 8, type_byte = header + 9,
              sequence_at = header + 10, timestamp_at = header + 12, ssrc_at = header + 16;
constexpr int header_bytes = 20;
constexpr int key = -36;
constexpr int source_ip = -56;  // 16 bytes

constexpr int field(std::size_t offset) { return static_cast<int>(offset); }

/// Instructions with labels.
class Writer {
  public:
    void load(int size, int to, int base, int offset) { add(BPF_LDX | BPF_MEM | size, to, base, offset, 0); }
    void store(int size, int base, int offset, int from) {
        add(BPF_STX | BPF_MEM | size, base, from, offset, 0);
    }
    void count_up(int base, int offset, int by) {
        add(BPF_STX | BPF_ATOMIC | BPF_W, base, by, offset, BPF_ADD);
    }
    void set(int to, int value) { add(BPF_ALU64 | BPF_MOV | BPF_K, to, 0, 0, value); }
    void copy(int to, int from) { add(BPF_ALU64 | BPF_MOV | BPF_X, to, from, 0, 0); }
    void copy_low_half(int to, int from) { add(BPF_ALU | BPF_MOV | BPF_X, to, from, 0, 0); }
    void calculate(int operation, int to, int value) { add(BPF_ALU64 | operation | BPF_K, to, 0, 0, value); }
    void calculate_with(int operation, int to, int from) {
        add(BPF_ALU64 | operation | BPF_X, to, from, 0, 0);
    }
    void from_network_order(int which, int bits) { add(BPF_ALU | BPF_END | BPF_TO_BE, which, 0, 0, bits); }
    void call(int function) { add(BPF_JMP | BPF_CALL, 0, 0, 0, function); }
    void use_map(int to, int map) {
        add(BPF_LD | BPF_DW | BPF_IMM, to, BPF_PSEUDO_MAP_FD, 0, map);
        add(0, 0, 0, 0, 0);
    }
    void go(std::string_view label) { jump(BPF_JA, 0, 0, label); }
    void go_if(int test, int which, int value, std::string_view label) {
        jump(test | BPF_K, which, 0, label, value);
    }
    void go_if_with(int test, int one, int other, std::string_view label) {
        jump(test | BPF_X, one, other, label);
    }
    void end() { add(BPF_JMP | BPF_EXIT, 0, 0, 0, 0); }
    void here(std::string_view label) { labels_[label] = code_.size(); }

    SieveProgram finish() {
        for (const auto& [at, label] : jumps_)
            code_[at].off = static_cast<std::int16_t>(labels_.at(label) - at - 1);
        SieveProgram program{{}, code_.size()};
        if (!CHECK(code_.size() <= program.instructions.size())) return {};
        for (std::size_t i = 0; i < code_.size(); ++i)
            program.instructions[i] = std::bit_cast<std::uint64_t>(code_[i]);
        return program;
    }

  private:
    void add(int code, int to, int from, int offset, int value) {
        bpf_insn one{};
        one.code = static_cast<std::uint8_t>(code);
        one.dst_reg = static_cast<std::uint8_t>(to & 15);
        one.src_reg = static_cast<std::uint8_t>(from & 15);
        one.off = static_cast<std::int16_t>(offset);
        one.imm = value;
        code_.push_back(one);
    }
    void jump(int test, int one, int other, std::string_view label, int value = 0) {
        jumps_.emplace_back(code_.size(), label);
        add(BPF_JMP | test, one, other, 0, value);
    }

    std::vector<bpf_insn> code_;
    std::map<std::string_view, std::size_t> labels_;
    std::vector<std::pair<std::size_t, std::string_view>> jumps_;
};

/// The bytes at `offset` of the packet, on the stack. From its UDP header on, or from its IP header on.
void fetch(Writer& w, int offset, int to, int bytes, bool from_ip_header = false) {
    w.copy(r1, packet);
    w.set(r2, offset);
    w.copy(r3, stack);
    w.calculate(BPF_ADD, r3, to);
    w.set(r4, bytes);
    if (from_ip_header) w.set(r5, BPF_HDR_START_NET);
    w.call(from_ip_header ? BPF_FUNC_skb_load_bytes_relative : BPF_FUNC_skb_load_bytes);
    w.go_if(BPF_JNE, r0, 0, "pass");
}

void find_entry(Writer& w, int map, std::uint16_t first_port, std::uint32_t ports) {
    w.load(BPF_H, r1, stack, to_port);
    w.from_network_order(r1, 16);
    w.calculate(BPF_SUB, r1, first_port);
    w.calculate(BPF_RSH, r1, 1);  // below the range: a huge number
    w.go_if(BPF_JGE, r1, static_cast<int>(ports), "pass");
    w.store(BPF_W, stack, key, r1);
    w.use_map(r1, map);
    w.copy(r2, stack);
    w.calculate(BPF_ADD, r2, key);
    w.call(BPF_FUNC_map_lookup_elem);
    w.go_if(BPF_JEQ, r0, 0, "pass");
    w.copy(entry, r0);
    w.load(BPF_W, r1, entry, field(offsetof(SieveEntry, family)));
    w.go_if(BPF_JEQ, r1, 0, "pass");
}

void pass_unless_same(Writer& w, int size, int in_packet, std::size_t in_entry) {
    w.load(size, r2, stack, in_packet);
    w.load(size, r3, entry, field(in_entry));
    w.go_if_with(BPF_JNE, r2, r3, "pass");
}

/// Version 2 without anything special, the next of the stream.
void compare_rtp(Writer& w) {
    w.load(BPF_B, r2, stack, first_byte);
    w.go_if(BPF_JNE, r2, 0x80, "pass");
    w.load(BPF_B, r2, stack, type_byte);
    w.calculate(BPF_AND, r2, 0x7f);
    w.load(BPF_B, r3, entry, field(offsetof(SieveEntry, payload_type)));
    w.go_if_with(BPF_JNE, r2, r3, "pass");
    pass_unless_same(w, BPF_H, from_port, offsetof(SieveEntry, port));
    pass_unless_same(w, BPF_W, ssrc_at, offsetof(SieveEntry, ssrc));
    w.load(BPF_H, sequence, stack, sequence_at);
    w.from_network_order(sequence, 16);
    w.load(BPF_DW, r2, entry, field(offsetof(SieveEntry, head)));
    w.calculate(BPF_RSH, r2, 32);
    w.copy(r1, sequence);
    w.calculate_with(BPF_SUB, r1, r2);
    w.calculate(BPF_AND, r1, 0xffff);
    w.go_if(BPF_JEQ, r1, 0, "pass");
    w.go_if(BPF_JGT, r1, Sieve::widest_step, "pass");
}

void compare_ip(Writer& w) {
    constexpr int source_in_v4 = 12, source_in_v6 = 8;
    w.load(BPF_W, r1, entry, field(offsetof(SieveEntry, family)));
    w.go_if(BPF_JEQ, r1, 6, "v6");
    fetch(w, source_in_v4, source_ip, 4, true);
    pass_unless_same(w, BPF_W, source_ip, offsetof(SieveEntry, ip));
    w.go("count");
    w.here("v6");
    fetch(w, source_in_v6, source_ip, 16, true);
    pass_unless_same(w, BPF_DW, source_ip, offsetof(SieveEntry, ip));
    pass_unless_same(w, BPF_DW, source_ip + 8, offsetof(SieveEntry, ip) + 8);
    w.here("count");
}

/// As Reception::count_jitter does.
void count_jitter(Writer& w) {
    w.call(BPF_FUNC_ktime_get_ns);
    w.store(BPF_DW, entry, field(offsetof(SieveEntry, at)), r0);
    w.load(BPF_W, r1, entry, field(offsetof(SieveEntry, khz)));
    w.calculate(BPF_DIV, r0, 1000);
    w.calculate_with(BPF_MUL, r0, r1);
    w.calculate(BPF_DIV, r0, 1000);
    w.load(BPF_W, timestamp, stack, timestamp_at);
    w.from_network_order(timestamp, 32);
    w.calculate_with(BPF_SUB, r0, timestamp);
    w.copy_low_half(r0, r0);  // the transit time
    w.load(BPF_W, r2, entry, field(offsetof(SieveEntry, transit)));
    w.store(BPF_W, entry, field(offsetof(SieveEntry, transit)), r0);
    w.calculate_with(BPF_SUB, r0, r2);
    w.calculate(BPF_LSH, r0, 32);
    w.calculate(BPF_ARSH, r0, 32);
    w.go_if(BPF_JSGE, r0, 0, "later");
    w.calculate(BPF_NEG, r0, 0);
    w.here("later");
    w.calculate(BPF_MUL, r1, 2000);
    w.go_if_with(BPF_JGE, r0, r1, "counted");
    w.load(BPF_W, r2, entry, field(offsetof(SieveEntry, jitter)));
    w.calculate_with(BPF_ADD, r0, r2);
    w.calculate(BPF_ADD, r2, 8);
    w.calculate(BPF_RSH, r2, 4);
    w.calculate_with(BPF_SUB, r0, r2);
    w.store(BPF_W, entry, field(offsetof(SieveEntry, jitter)), r0);
    w.here("counted");
}

void note_head(Writer& w) {
    w.calculate(BPF_LSH, sequence, 32);
    w.calculate_with(BPF_OR, sequence, timestamp);
    w.store(BPF_DW, entry, field(offsetof(SieveEntry, head)), sequence);
    w.set(r1, 1);
    w.count_up(entry, field(offsetof(SieveEntry, packets)), r1);
}

}  // namespace

SieveProgram sieve_program(int map, std::uint16_t first_port, std::uint32_t ports) {
    Writer w;
    w.copy(packet, r1);
    fetch(w, 0, header, header_bytes);
    find_entry(w, map, first_port, ports);
    compare_rtp(w);
    compare_ip(w);
    count_jitter(w);
    note_head(w);
    w.set(r0, 0);  // dropped
    w.end();
    w.here("pass");
    w.set(r0, 0xffff);  // with so many of its bytes: all
    w.end();
    return w.finish();
}

}  // namespace layby::media
