// The paper that a card is printed on: a PDF with fonts in it, in points from the top left. Owned by who
// draws; any thread. Throws std::runtime_error with a sentence for the admin, e.g. when a font is missing.
#pragma once
#include <memory>
#include <string>
#include <vector>

namespace layby::cards {

struct Colour {
    float red{}, green{}, blue{};
};

enum class Face { regular, semibold, bold };

struct Box {
    float left{}, top{}, width{}, height{};
};

class Paper {
  public:
    Paper(float width, float height, const std::string& title);
    ~Paper();
    Paper(const Paper&) = delete;
    Paper& operator=(const Paper&) = delete;

    /// What is drawn from now on is on a page of its own.
    void new_page();
    float width_of(const std::string& text, Face face, float size);
    /// `baseline`: where the letters stand.
    void write(const std::string& text, float left, float baseline, Face face, float size, Colour colour);
    void fill(const Box& box, float radius, Colour colour);
    void outline(const Box& box, float radius, float width, Colour colour, bool dashed);

    std::string pdf();

  private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

}  // namespace layby::cards
