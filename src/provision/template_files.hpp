// The files of templates/, built in. Any thread.
#pragma once
#include <string>
#include <vector>

namespace layby::provision {

struct TemplateFile {
    std::string name;  ///< without ".mustache"
    std::string text;
};

extern const std::vector<TemplateFile> template_files;

}  // namespace layby::provision
